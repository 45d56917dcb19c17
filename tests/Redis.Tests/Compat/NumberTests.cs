using System.Reflection;
using Pipelines.Sockets.Unofficial;
using Pipelines.Sockets.Unofficial.Arenas;
using Xunit;

namespace RetentionGrpc.Redis.Tests.Compat;

/// <summary>Numbers that the client was compiled with: they stand in its code without their names.</summary>
public sealed class NumberTests
{
    [Fact]
    public void Constants_AreThoseOfTheClient()
    {
        Assert.Equal(100, (int)PipeShutdownKind.ReadEndOfStream);
        Assert.Equal(400, (int)PipeShutdownKind.ProtocolExitClient);
        Assert.Equal(0, (int)SocketConnectionOptions.None);
        Assert.Equal(16, (int)new ArenaOptions().Flags);
    }

    [Fact]
    public void Defaults_OfTheScheduler_AreThoseOfTheClient()
    {
        var constructor = Assert.Single(typeof(DedicatedThreadPoolPipeScheduler).GetConstructors());
        Assert.Equal([null, 5, 10, (int)ThreadPriority.Normal], constructor.GetParameters().Select(Default));
    }

    private static object? Default(ParameterInfo parameter) =>
        parameter.ParameterType.IsEnum ? (int)parameter.RawDefaultValue! : parameter.RawDefaultValue;
}
