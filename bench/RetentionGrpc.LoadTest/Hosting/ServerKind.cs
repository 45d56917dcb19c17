namespace RetentionGrpc.LoadTest.Hosting;

/// <summary>What a process hosts.</summary>
internal enum ServerKind
{
    /// <summary>The product, on a data folder.</summary>
    Real,

    /// <summary>Reads streams of events by Google.Protobuf and answers, nothing else.</summary>
    Protobuf,

    /// <summary>Reads streams of events by the product's decoder and answers, nothing else.</summary>
    Hand,
}
