using Pipelines.Sockets.Unofficial;
using Xunit;

namespace RetentionGrpc.Redis.Tests.Compat;

/// <summary>The targets of a delegate.</summary>
public sealed class DelegateTests
{
    [Fact]
    public void Targets_AreGoneThroughInOrder()
    {
        var calls = new List<int>();
        Action handler = () => calls.Add(1);
        Assert.True(handler.IsSingle());
        handler += () => calls.Add(2);
        handler += () => calls.Add(3);
        Assert.False(handler.IsSingle());
        foreach (var target in handler.AsEnumerable())
            target();
        Assert.Equal([1, 2, 3], calls);
        Assert.Empty(default(Action).AsEnumerable());
    }

    /// <summary>The client reaches the enumerator through its interfaces as well.</summary>
    [Fact]
    public void Targets_AreGoneThroughByTheInterfaces()
    {
        Action first = () => { };
        Action second = () => { };
        IEnumerable<Action> targets = (first + second).AsEnumerable();
        Assert.Equal([first, second], targets);
        using var enumerator = targets.GetEnumerator();
        Assert.True(enumerator.MoveNext() && enumerator.MoveNext());
        enumerator.Reset();
        Assert.True(enumerator.MoveNext());
        Assert.Equal(first, enumerator.Current);
    }
}
