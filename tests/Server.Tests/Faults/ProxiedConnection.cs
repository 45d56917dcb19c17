using System.Net.Sockets;

namespace RetentionGrpc.Server.Tests.Faults;

/// <summary>Passes the bytes of one connection on in both directions until its plan ends it.</summary>
internal sealed class ProxiedConnection(Socket client, Socket server, FaultPlan plan)
{
    private static readonly TimeSpan LastSecond = TimeSpan.FromSeconds(1);

    private readonly TaskCompletionSource _due = new(TaskCreationOptions.RunContinuationsAsynchronously);
    private long _passed;

    /// <summary>Runs until one side ends it, or the plan.</summary>
    /// <returns>Whether it was the plan.</returns>
    public async Task<bool> RunAsync(CancellationToken stop)
    {
        using var both = CancellationTokenSource.CreateLinkedTokenSource(stop);
        using var toServer = CancellationTokenSource.CreateLinkedTokenSource(both.Token);
        using var toClient = CancellationTokenSource.CreateLinkedTokenSource(both.Token);
        var up = PassAsync(client, server, plan.End == ConnectionEnd.HalfCloseToClient, toServer.Token);
        var down = PassAsync(server, client, plan.End == ConnectionEnd.HalfCloseToServer, toClient.Token);
        var isDue = await Task.WhenAny(_due.Task, Task.WhenAll(up, down)) == _due.Task;
        if (isDue && plan.End != ConnectionEnd.Cut)
        {
            if (plan.End != ConnectionEnd.HalfCloseToClient)
                await toServer.CancelAsync();
            if (plan.End != ConnectionEnd.HalfCloseToServer)
                await toClient.CancelAsync();
            await Task.WhenAll(plan.End == ConnectionEnd.HalfCloseToClient ? down : up);
            if (plan.End == ConnectionEnd.HalfCloseToServer)
                Shutdown(server);
            else if (plan.End == ConnectionEnd.HalfCloseToClient)
                Shutdown(client);
            await Task.WhenAny(Task.Delay(LastSecond, stop), Task.WhenAll(up, down));
        }
        await both.CancelAsync();
        await Task.WhenAll(up, down);
        return isDue;
    }

    /// <summary>Passes one direction on. Unless it outlives the end that is planned, it rests from then on until it is stopped.</summary>
    private async Task PassAsync(Socket from, Socket to, bool outlives, CancellationToken stop)
    {
        var buffer = new byte[16 * 1024];
        try
        {
            while (await from.ReceiveAsync(buffer, stop) is var count and > 0)
            {
                if (plan.Delay > TimeSpan.Zero)
                    await Task.Delay(plan.Delay, stop);
                for (var at = 0; at < count;)
                {
                    var passed = Interlocked.Read(ref _passed);
                    var room = outlives ? count : Math.Max(0, plan.Bytes - passed);
                    var piece = (int)Math.Min(passed < plan.SlicedBytes ? 1 : count - at, room);
                    await to.SendAsync(buffer.AsMemory(at, piece), stop);
                    at += piece;
                    if (Interlocked.Add(ref _passed, piece) < plan.Bytes)
                        continue;
                    _due.TrySetResult();
                    if (!outlives)
                        await Task.Delay(Timeout.Infinite, stop);
                }
            }
            Shutdown(to);
        }
        catch (Exception failure) when (failure is OperationCanceledException or SocketException)
        {
            // The connection is over, whoever ended it.
            return;
        }
    }

    private static void Shutdown(Socket socket)
    {
        try
        {
            socket.Shutdown(SocketShutdown.Send);
        }
        catch (SocketException)
        {
            // The other end was faster.
            return;
        }
    }
}
