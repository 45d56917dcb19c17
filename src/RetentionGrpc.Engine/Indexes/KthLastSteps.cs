namespace RetentionGrpc.Engine.Indexes;

/// <summary>Walks along the boundaries of one customer in steps of the same day of the k-th last purchase before them.</summary>
internal ref struct KthLastSteps
{
    private readonly ReadOnlySpan<int> _days;
    private readonly int _k;

    /// <summary>Begins at boundary <paramref name="row"/>, before which at least <paramref name="passed"/> purchases have passed.</summary>
    public KthLastSteps(ReadOnlySpan<int> days, int k, int passed, int row)
    {
        _days = days;
        _k = k;
        Passed = passed;
        AdvanceTo(row);
    }

    /// <summary>Purchases before the boundaries of this step.</summary>
    public int Passed { get; private set; }

    /// <summary>Purchases after them.</summary>
    public readonly int Left => _days.Length - Passed;

    /// <summary>The last boundary of this step.</summary>
    public readonly int LastRow => Passed < _days.Length ? _days[Passed] : AnswerMatrix.Forever;

    /// <summary>The day of the k-th last purchase before them; negative if there is none from day 0 on.</summary>
    public readonly int Day => Passed < _k ? -1 : _days[Passed - _k];

    /// <summary>Goes on to the step that has the boundary.</summary>
    public void AdvanceTo(int row)
    {
        while (LastRow < row)
            Passed++;
    }
}
