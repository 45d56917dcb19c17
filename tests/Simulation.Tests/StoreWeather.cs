namespace RetentionGrpc.Simulation;

/// <summary>How well the store does at the moment. Calm unless the world says otherwise.</summary>
internal sealed class StoreWeather
{
    /// <summary>Whether what failed may be done later all the same.</summary>
    public bool MayLandLate { get; init; }

    /// <summary>Whether the store syncs some time after it has acknowledged.</summary>
    public bool SyncsLater { get; init; }

    /// <summary>In so many of 1,000 calls the store fails and nothing is written.</summary>
    public int FailPerMille { get; set; }

    /// <summary>In so many of 1,000 calls the reply is lost, though the call was done.</summary>
    public int LostReplyPerMille { get; set; }

    /// <summary>So many of 1,000 calls that failed are done later all the same.</summary>
    public int LatePerMille { get; set; }

    /// <summary>How often the store was started anew.</summary>
    public int Starts { get; set; }

    /// <summary>Whether every call takes long.</summary>
    public bool IsSlow { get; set; }

    /// <summary>All is well.</summary>
    public void Calm()
    {
        FailPerMille = LostReplyPerMille = LatePerMille = 0;
        IsSlow = false;
    }
}
