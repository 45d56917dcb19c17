using Xunit;

namespace RetentionGrpc.Engine.Tests.Memory;

/// <summary>Tests that measure the whole heap, or a few bytes once: no other test allocates meanwhile, or asks for a collection.</summary>
[CollectionDefinition(Name, DisableParallelization = true)]
public sealed class MeasuredAlone
{
    public const string Name = "memory";
}
