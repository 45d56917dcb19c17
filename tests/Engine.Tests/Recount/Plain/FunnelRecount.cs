namespace PlainRecount;

internal enum PlainFunnelMode
{
    Ordered = 1,
    Strict = 2,
    Unordered = 3,
}

/// <summary>ComputeFunnel, word by word: every attempt by trying out every way in which events may serve its steps.</summary>
internal sealed record FunnelRecount(
    PlainSelector[] Steps, PlainFunnelMode Mode, long ConversionMs, bool StrictlyLater, bool IsRetentionFunnel = false)
{
    /// <summary>An attempt: its first event, and when it reached each step at the earliest, as far as it did.</summary>
    public sealed record Attempt(PlainEvent Entry, List<long> ReachedMs)
    {
        public int Level => ReachedMs.Count;

        public long? ConvertedAfterMs(int steps) => Level == steps ? ReachedMs[^1] - Entry.Ms : null;
    }

    /// <summary>RETENTION_FUNNEL: a touch that reached somebody, or activity; the first of some events; another one; a referral.</summary>
    public static FunnelRecount Retention(PlainSelector activation, long conversionMs, bool strictlyLater)
    {
        var aware = new PlainSelector([], [], PlainFilter.None);
        var referral = new PlainSelector([(PlainKind.Referral, [])], [], PlainFilter.None);
        return new([aware, activation, activation, referral], PlainFunnelMode.Ordered, conversionMs, strictlyLater, true);
    }

    /// <summary>The attempt of a customer that gets furthest, ties the earliest; null without any.</summary>
    public Attempt? Best(List<PlainEvent> events, Span window)
    {
        Attempt? best = null;
        foreach (var entry in events.Where(one => window.Has(one.Ms)))
        {
            var attempt = Try(events, entry);
            if (attempt is not null && attempt.Level > (best?.Level ?? 0))
                best = attempt;
        }
        return best;
    }

    private Attempt? Try(List<PlainEvent> events, PlainEvent entry)
    {
        var reached = new long?[Steps.Length + 1];
        var within = events.Where(one => one.Ms >= entry.Ms && one.Ms <= entry.Ms + ConversionMs).ToList();
        void Note(List<PlainEvent> chosen, int level)
        {
            var ms = chosen.Max(one => one.Ms);
            if (IsFair(within, chosen) && (reached[level] is null || ms < reached[level]))
                reached[level] = ms;
        }
        if (Mode == PlainFunnelMode.Unordered)
        {
            AnyOrder(within, entry, 0, [], Note);
        }
        else if (Picks(events, 0, entry))
        {
            if (IsRetentionFunnel && Picks(events, 1, entry))
            {
                Note([entry], 1);
                InOrder(events, within, [entry], 2, Note);
            }
            InOrder(events, within, [entry], 1, Note);
        }
        return reached[1] is null ? null : new(entry, [.. reached.Skip(1).TakeWhile(ms => ms is not null).Select(ms => ms!.Value)]);
    }

    /// <summary>Every way to go on from the events chosen so far, which serve the first steps.</summary>
    private void InOrder(
        List<PlainEvent> events, List<PlainEvent> within, List<PlainEvent> chosen, int level, Action<List<PlainEvent>, int> note)
    {
        note(chosen, level);
        if (level == Steps.Length)
            return;
        foreach (var next in within.Where(one => !IsIn(chosen, one) && Picks(events, level, one)))
        {
            if (StrictlyLater ? next.Ms > chosen[^1].Ms : next.Ms >= chosen[^1].Ms)
                InOrder(events, within, [.. chosen, next], level + 1, note);
        }
    }

    /// <summary>Every way to give some of the steps an event each, the first event of the attempt among them.</summary>
    private void AnyOrder(
        List<PlainEvent> within, PlainEvent entry, int step, List<PlainEvent> chosen, Action<List<PlainEvent>, int> note)
    {
        if (step == Steps.Length)
        {
            if (IsIn(chosen, entry))
                note(chosen, chosen.Count);
            return;
        }
        AnyOrder(within, entry, step + 1, chosen, note);
        foreach (var next in within.Where(one => !IsIn(chosen, one) && Steps[step].Picks(one)))
        {
            if (!StrictlyLater || chosen.All(one => one.Ms != next.Ms))
                AnyOrder(within, entry, step + 1, [.. chosen, next], note);
        }
    }

    /// <summary>In a strict funnel nothing else lies for certain between the first and the last of the chosen events: at their own
    /// instants it may lie before or behind.</summary>
    private bool IsFair(List<PlainEvent> within, List<PlainEvent> chosen) => Mode != PlainFunnelMode.Strict
        || within.All(one => IsIn(chosen, one) || one.Ms <= chosen[0].Ms || one.Ms >= chosen[^1].Ms
            || !(one.CountsAsActivity || Steps.Any(step => step.Picks(one))));

    private bool Picks(List<PlainEvent> events, int step, PlainEvent one)
    {
        if (!IsRetentionFunnel)
            return Steps[step].Picks(one);
        var first = events.FirstOrDefault(Steps[1].Picks);
        return step switch
        {
            0 => one.CountsAsActivity || (one.Kind == PlainKind.CampaignTouch && one.Action is 2 or 4 or 5 or 6 or 7),
            1 => ReferenceEquals(one, first),
            2 => Steps[2].Picks(one) && !ReferenceEquals(one, first),
            _ => one.Kind == PlainKind.Referral,
        };
    }

    private static bool IsIn(List<PlainEvent> chosen, PlainEvent one) => chosen.Any(other => ReferenceEquals(other, one));
}
