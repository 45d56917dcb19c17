using RetentionGrpc.Engine.Indexes;
using RetentionGrpc.Engine.Metrics;
using RetentionGrpc.Engine.Verification;
using Xunit;

namespace RetentionGrpc.Engine.Tests.Verification;

public sealed class QuestionDrawsTests
{
    private const int QuestionsPerPartition = 4 * QuestionDraws.KindCount;

    [Fact]
    public void Indexes_and_timelines_say_the_same_to_questions_of_every_kind()
    {
        var (indexed, telling) = (new int[QuestionDraws.KindCount], new int[QuestionDraws.KindCount]);
        foreach (var (served, refold) in VerificationRounds.Of(71_000, 10))
        {
            var draws = VerificationRounds.Draws(refold, 5);
            for (var i = 0; i < QuestionsPerPartition; i++)
            {
                var question = draws.Next(i);
                var (found, expected) = (question.Ask(served, default), question.Ask(refold, default));
                Assert.True(found.Text == expected.Text, $"{question.Text}: {found.Text}, not {expected.Text}");
                Assert.Equal((AnswerPath.Timelines, served.Sequence), (expected.Path, found.Sequence));
                indexed[i % QuestionDraws.KindCount] += found.Path.HasFlag(AnswerPath.Timelines) ? 0 : 1;
                telling[i % QuestionDraws.KindCount] += found.Text.AsSpan().IndexOfAnyInRange('1', '9') >= 0 ? 1 : 0;
            }
        }
        Assert.All(indexed, count => Assert.True(count > 10, $"by indexes: {string.Join(", ", indexed)}"));
        Assert.All(telling, count => Assert.True(count > 10, $"with anybody in them: {string.Join(", ", telling)}"));
    }

    [Fact]
    public void The_same_seed_draws_the_same_questions_and_another_seed_others()
    {
        var (served, refold) = VerificationRounds.Of(72_000, 1).First();
        string[] Texts(Partition partition, ulong seed)
        {
            var draws = VerificationRounds.Draws(partition, seed);
            return [.. Enumerable.Range(0, 30).Select(i => draws.Next(i).Text)];
        }
        Assert.Equal(Texts(served, 3), Texts(refold, 3));
        Assert.NotEqual(Texts(served, 3), Texts(served, 4));
    }

    [Fact]
    public void A_wrong_count_in_an_index_gives_another_answer()
    {
        var (served, refold) = VerificationRounds.Of(73_000, 1).First();
        var segment = VerificationRounds.IndexOf(served)!.Segments[0];
        segment.ActivityOf(ActivitySelector.Any)!.Matrix.AddDay(ActivityMatrix.BeforeAxis, 3, ActivityMatrix.Never);
        var draws = VerificationRounds.Draws(refold, 9);
        var questions = Enumerable.Range(0, 200).Select(draws.Next);
        Assert.Contains(questions, question => question.Ask(served, default).Text != question.Ask(refold, default).Text);
    }
}
