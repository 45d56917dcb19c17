namespace RetentionGrpc.Engine.Indexes;

/// <summary>
/// Walks along the boundaries of one customer in steps of equal state: before the first span, a customer, or none any more, and then since
/// when. Spans that touch need not be merged: steps without a boundary are passed over.
/// </summary>
internal ref struct StateSteps
{
    private const int NotYet = -2;
    private const int Customer = -1;

    private readonly ReadOnlySpan<StateSegment> _segments;
    private int _segment;

    /// <summary>Begins at boundary <paramref name="row"/>, which is before the first span or in the named one.</summary>
    /// <param name="segments">The customer's spans.</param>
    /// <param name="segment">The index of a span, or -1 for what is before the first one.</param>
    /// <param name="row">The boundary to begin at.</param>
    public StateSteps(ReadOnlySpan<StateSegment> segments, int segment, int row)
    {
        _segments = segments;
        _segment = segment;
        Day = segment < 0 ? NotYet : Customer;
        LastRow = segment < 0 ? BeforeNext : segments[segment].Last;
        AdvanceTo(row);
    }

    /// <summary>The last boundary of this step.</summary>
    public int LastRow { get; private set; }

    /// <summary>The day in which the newest span ended, if the customer is none any more; else negative.</summary>
    public int Day { get; private set; }

    public readonly bool IsCustomer => Day == Customer;

    private readonly int BeforeNext =>
        _segment + 1 < _segments.Length ? _segments[_segment + 1].First - 1 : AnswerMatrix.Forever;

    /// <summary>Goes on to the step that has the boundary.</summary>
    public void AdvanceTo(int row)
    {
        while (LastRow < row)
        {
            if (IsCustomer)
            {
                Day = LastRow < 0 ? NotYet : LastRow;
                LastRow = BeforeNext;
            }
            else
            {
                _segment++;
                Day = Customer;
                LastRow = _segments[_segment].Last;
            }
        }
    }
}
