using System.Buffers.Binary;
using System.CommandLine;
using Google.Protobuf;
using Grpc.Health.V1;
using RetentionGrpc.SampleShop;

namespace RetentionGrpc.LoadTest.EndToEnd;

/// <summary><c>bodies</c>: requests as h2load sends them.</summary>
internal static class BodiesCommand
{
    public static Command Create()
    {
        var folder = new Argument<string>("folder") { Description = "Folder that takes the files." };
        var command = new Command("bodies", """
            Writes request bodies of unary calls for h2load: a message of gRPC is a byte 0 (not compressed), its length in 4 bytes, the
            message. They ask about the last 30 days of the shop that "feed" loads.
            """);
        command.Add(folder);
        command.SetAction(async (arguments, cancellation) =>
        {
            foreach (var (name, message) in All())
                await File.WriteAllBytesAsync(Path.Combine(arguments.GetValue(folder)!, name), Framed(message), cancellation);
            return 0;
        });
        return command;
    }

    /// <summary>The bodies by file name.</summary>
    private static IEnumerable<(string Name, IMessage Message)> All()
    {
        var questions = new WireQuestions(new LargeShop(new LargeShopOptions(1)).EndMs);
        yield return ("churn.binpb", questions.Churn(0));
        yield return ("retention.binpb", questions.Retention(0, 30, 0));
        yield return ("activity.binpb", questions.Activity(0, 30, 1, 1, 7, 30));
        yield return ("health.binpb", new HealthCheckRequest());
    }

    private static byte[] Framed(IMessage message)
    {
        const int Head = 5;
        var body = new byte[Head + message.CalculateSize()];
        BinaryPrimitives.WriteInt32BigEndian(body.AsSpan(1), body.Length - Head);
        message.WriteTo(body.AsSpan(Head));
        return body;
    }
}
