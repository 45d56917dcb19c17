using Xunit;

namespace RetentionGrpc.Server.Tests.Http;

/// <summary>Tests that read the metrics of a process: no other server of this one is measured meanwhile.</summary>
[CollectionDefinition(Name, DisableParallelization = true)]
public sealed class MeteredAlone
{
    public const string Name = "metrics";
}
