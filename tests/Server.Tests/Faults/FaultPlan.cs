namespace RetentionGrpc.Server.Tests.Faults;

/// <summary>How a connection through the proxy ends.</summary>
internal enum ConnectionEnd
{
    /// <summary>As its ends want.</summary>
    Own,

    /// <summary>Reset on both sides.</summary>
    Cut,

    /// <summary>Nothing more goes to the server, which is told so; what it says still arrives. Cut a second later.</summary>
    HalfCloseToServer,

    /// <summary>Nothing more goes to the client, which is told so; what it says still arrives. Cut a second later.</summary>
    HalfCloseToClient,

    /// <summary>Nothing moves any more, and nobody is told. Cut a second later.</summary>
    Stall,
}

/// <summary>What happens to one connection through the proxy.</summary>
/// <param name="End">How it ends.</param>
/// <param name="Bytes">After so many bytes in both directions together.</param>
/// <param name="Delay">Before each piece that is passed on; not at all if zero.</param>
/// <param name="SlicedBytes">So many bytes are passed on one by one.</param>
internal sealed record FaultPlan(ConnectionEnd End, long Bytes, TimeSpan Delay, int SlicedBytes)
{
    private static readonly ConnectionEnd[] Ends =
        [ConnectionEnd.Cut, ConnectionEnd.HalfCloseToServer, ConnectionEnd.HalfCloseToClient, ConnectionEnd.Stall];

    /// <summary>A connection without faults.</summary>
    public static FaultPlan None { get; } = new(ConnectionEnd.Own, long.MaxValue, TimeSpan.Zero, 0);

    /// <summary>One that breaks, at times within its first bytes.</summary>
    public static FaultPlan Next(Random random) => new(
        Ends[random.Next(Ends.Length)],
        random.Next(5) == 0 ? random.Next(600) : random.Next(1_000, 60_000),
        random.Next(3) == 0 ? TimeSpan.FromMilliseconds(random.Next(1, 8)) : TimeSpan.Zero,
        random.Next(3) == 0 ? random.Next(4_000) : 0);
}
