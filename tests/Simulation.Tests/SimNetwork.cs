namespace RetentionGrpc.Simulation;

/// <summary>How well the network does at the moment.</summary>
internal sealed class SimNetwork
{
    /// <summary>So many of 1,000 answers of single calls are lost.</summary>
    public int LossPerMille { get; set; }

    /// <summary>Connections that were made, in order; those that ended are left out now and then.</summary>
    public List<SimConnection> Connections { get; } = [];

    /// <summary>Remembers a connection.</summary>
    public SimConnection Add(SimConnection connection)
    {
        Connections.RemoveAll(old => !old.IsOpen);
        Connections.Add(connection);
        return connection;
    }
}
