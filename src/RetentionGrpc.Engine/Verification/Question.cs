using RetentionGrpc.Engine.Metrics;

namespace RetentionGrpc.Engine.Verification;

/// <summary>What a partition says to a question.</summary>
/// <param name="Text">All of the answer, as text: two answers are equal where these are.</param>
/// <param name="Sequence">The newest entry that it holds.</param>
/// <param name="Path">How it was found.</param>
public readonly record struct QuestionAnswer(string Text, long Sequence, AnswerPath Path);

/// <summary>A question to one tenant's share of a partition, whose answer can be compared with another partition's.</summary>
/// <param name="Text">What is asked, for people.</param>
/// <param name="Ask">Asks a partition; the deadline ends a scan at the next customer.</param>
public sealed record Question(string Text, Func<Partition, CancellationToken, QuestionAnswer> Ask)
{
    /// <summary>A question.</summary>
    internal static Question Of<TPartial>(string text, string tenantId, Query<TPartial> query, Func<TPartial, string> shown) =>
        new(text, (partition, deadline) =>
        {
            var answer = partition.Answer(tenantId, query, deadline);
            return new(shown(answer.Partial), answer.Sequence, answer.Cost.Path);
        });
}
