using System.Globalization;
using Xunit;
using Xunit.Abstractions;

namespace RetentionGrpc.Engine.Tests.Indexes;

/// <summary>
/// Random histories for one index, each by its own seed. The environment's RETENTION_MATRIX_ROUNDS and RETENTION_MATRIX_SEED ask for more
/// of them, or others.
/// </summary>
internal sealed class MatrixRounds(ITestOutputHelper output, string about)
{
    private long _comparisons;
    private long _notZero;
    private string _place = "";

    /// <summary>Runs the histories and tells how many numbers were compared.</summary>
    /// <param name="rounds">How many, if the environment asks for no other number.</param>
    /// <param name="history">One of them: all its choices come from the random numbers that it is given.</param>
    public void Run(int rounds, Action<Random> history)
    {
        rounds = Number("RETENTION_MATRIX_ROUNDS", rounds);
        var seed = Number("RETENTION_MATRIX_SEED", 20_261_126);
        for (var round = 0; round < rounds; round++)
        {
            _place = $"{about}: RETENTION_MATRIX_SEED={seed + round} RETENTION_MATRIX_ROUNDS=1";
            history(new Random(seed + round));
        }
        output.WriteLine($"measured: {about}: {rounds} histories, {_comparisons} numbers compared, {_notZero} of them not 0");
        Assert.True(_notZero > _comparisons / 20, "hardly anything was counted");
    }

    /// <summary>One number by definition and by the index.</summary>
    public void Equal(long expected, long actual, string what, int start, int end, int live)
    {
        _comparisons++;
        _notZero += expected == 0 ? 0 : 1;
        if (expected != actual)
            Assert.Fail($"{what} of ({start}, {end}) at live boundary {live} is {actual}, and must be {expected}. {_place}");
    }

    private static int Number(string name, int otherwise) =>
        int.TryParse(Environment.GetEnvironmentVariable(name), CultureInfo.InvariantCulture, out var number) ? number : otherwise;
}
