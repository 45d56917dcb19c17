namespace RetentionGrpc.LoadTest;

/// <summary>The straight line y = a + b·x with the least squares of distances to the points.</summary>
internal sealed class LineFit
{
    private readonly List<(double X, double Y)> _points = [];

    /// <summary>How many points there are.</summary>
    public int Count => _points.Count;

    /// <summary>Adds a point.</summary>
    public void Add(double x, double y) => _points.Add((x, y));

    /// <summary>The line; of at least two points with different x.</summary>
    public (double A, double B) Fit()
    {
        var (meanX, meanY) = (_points.Average(point => point.X), _points.Average(point => point.Y));
        var b = _points.Sum(point => (point.X - meanX) * (point.Y - meanY)) / _points.Sum(point => Math.Pow(point.X - meanX, 2));
        return (meanY - (b * meanX), b);
    }
}
