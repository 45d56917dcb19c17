namespace RetentionGrpc.Engine.Metrics;

/// <summary>
/// A sum that keeps what its additions round away (Neumaier): as exact for millions of terms as for one. The default is 0.
/// </summary>
internal struct CompensatedSum
{
    private double _sum;
    private double _lost;

    /// <summary>The sum.</summary>
    public readonly double Value => _sum + _lost;

    /// <summary>Adds a term.</summary>
    public void Add(double term)
    {
        var next = _sum + term;
        _lost += Math.Abs(_sum) >= Math.Abs(term) ? _sum - next + term : term - next + _sum;
        _sum = next;
    }
}
