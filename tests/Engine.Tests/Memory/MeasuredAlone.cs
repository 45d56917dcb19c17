using Xunit;

namespace RetentionGrpc.Engine.Tests.Memory;

/// <summary>Tests that measure the whole heap: no other test allocates meanwhile.</summary>
[CollectionDefinition(Name, DisableParallelization = true)]
public sealed class MeasuredAlone
{
    public const string Name = "memory";
}
