namespace RetentionGrpc.SampleShop;

/// <summary>Logarithm and exponential made of IEEE additions, multiplications and divisions alone: the last bit of
/// <see cref="Math"/>'s depends on the machine's C library.</summary>
internal static class PortableMath
{
    private const double Ln2 = 0.69314718055994530942;
    private const double Sqrt2 = 1.4142135623730950488;
    private const int LogTerms = 12;
    private const int ExpTerms = 16;

    /// <summary>Natural logarithm of a positive normal number.</summary>
    public static double Log(double value)
    {
        int exponent = Math.ILogB(value);
        double mantissa = Math.ScaleB(value, -exponent);
        if (mantissa > Sqrt2)
        {
            mantissa /= 2;
            exponent++;
        }

        double ratio = (mantissa - 1) / (mantissa + 1);
        double square = ratio * ratio;
        double sum = 0;
        for (int term = LogTerms; term >= 0; term--)
        {
            sum = (sum * square) + (1.0 / ((2 * term) + 1));
        }

        return (2 * ratio * sum) + (exponent * Ln2);
    }

    /// <summary>e to the power of <paramref name="value"/>, -700 to 700.</summary>
    public static double Exp(double value)
    {
        double twos = Math.Round(value / Ln2);
        double rest = value - (twos * Ln2);
        double sum = 1;
        for (int term = ExpTerms; term >= 1; term--)
        {
            sum = 1 + (rest / term * sum);
        }

        return Math.ScaleB(sum, (int)twos);
    }
}
