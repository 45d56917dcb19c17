using System.Numerics;

namespace RetentionGrpc.SampleShop;

/// <summary>Pseudo-random numbers by xoshiro256**, its state filled by SplitMix64, and the distributions that the shop needs.</summary>
internal sealed class ShopRandom
{
    private const ulong Golden = 0x9E3779B97F4A7C15;
    private readonly ulong[] _state = new ulong[4];

    /// <summary>A stream of its own for each pair of seed and stream number.</summary>
    public ShopRandom(ulong seed, ulong stream)
    {
        ulong state = Mix(seed) ^ Mix(stream + Golden);
        for (int i = 0; i < _state.Length; i++)
        {
            state += Golden;
            _state[i] = Mix(state);
        }
    }

    /// <summary>The finaliser of SplitMix64: a bijection that spreads every bit.</summary>
    public static ulong Mix(ulong value)
    {
        value = (value ^ (value >> 30)) * 0xBF58476D1CE4E5B9;
        value = (value ^ (value >> 27)) * 0x94D049BB133111EB;
        return value ^ (value >> 31);
    }

    /// <summary>64 random bits.</summary>
    public ulong NextBits()
    {
        ulong result = BitOperations.RotateLeft(_state[1] * 5, 7) * 9;
        ulong shifted = _state[1] << 17;
        _state[2] ^= _state[0];
        _state[3] ^= _state[1];
        _state[1] ^= _state[2];
        _state[0] ^= _state[3];
        _state[2] ^= shifted;
        _state[3] = BitOperations.RotateLeft(_state[3], 45);
        return result;
    }

    /// <summary>Uniform in (0, 1): never 0, so that it has a logarithm.</summary>
    public double Uniform() => ((NextBits() >> 12) + 0.5) * (1.0 / (1UL << 52));

    /// <summary>Uniform in [<paramref name="from"/>, <paramref name="to"/>).</summary>
    public int Between(int from, int to) => from + (int)(Uniform() * (to - from));

    /// <summary>True with this probability.</summary>
    public bool Chance(double probability) => Uniform() < probability;

    /// <summary>An index, each as likely as its weight says.</summary>
    public byte Pick(ReadOnlySpan<int> weights)
    {
        int total = 0;
        foreach (int weight in weights)
        {
            total += weight;
        }

        int left = Between(0, total);
        byte index = 0;
        while (left >= weights[index])
        {
            left -= weights[index++];
        }

        return index;
    }

    /// <summary>Exponential with this mean.</summary>
    public double Exponential(double mean) => -PortableMath.Log(Uniform()) * mean;

    /// <summary>Standard normal, by Marsaglia's polar method.</summary>
    public double Normal()
    {
        while (true)
        {
            double x = (2 * Uniform()) - 1;
            double y = (2 * Uniform()) - 1;
            double square = (x * x) + (y * y);
            if (square is > 0 and < 1)
            {
                return x * Math.Sqrt(-2 * PortableMath.Log(square) / square);
            }
        }
    }

    /// <summary>Log-normal: e to the power of a normal with this mean and deviation.</summary>
    public double LogNormal(double mean, double deviation) => PortableMath.Exp(mean + (deviation * Normal()));

    /// <summary>Gamma with this shape and scale 1, by Marsaglia and Tsang.</summary>
    public double Gamma(double shape)
    {
        if (shape < 1)
        {
            return Gamma(shape + 1) * PortableMath.Exp(PortableMath.Log(Uniform()) / shape);
        }

        double d = shape - (1.0 / 3);
        double c = 1 / Math.Sqrt(9 * d);
        while (true)
        {
            double x = Normal();
            double v = 1 + (c * x);
            if (v <= 0)
            {
                continue;
            }

            v = v * v * v;
            if (PortableMath.Log(Uniform()) < (x * x / 2) + (d * (1 - v + PortableMath.Log(v))))
            {
                return d * v;
            }
        }
    }

    /// <summary>Beta with these two shapes.</summary>
    public double Beta(double a, double b)
    {
        double first = Gamma(a);
        return first / (first + Gamma(b));
    }
}
