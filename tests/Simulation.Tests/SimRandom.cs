using System.Numerics;

namespace RetentionGrpc.Simulation;

/// <summary>The only source of chance in a world: xoshiro256**, from one seed.</summary>
internal sealed class SimRandom
{
    private readonly ulong[] _state = new ulong[4];

    /// <summary>Equal seeds draw equal numbers.</summary>
    public SimRandom(ulong seed)
    {
        for (var i = 0; i < _state.Length; i++)
            _state[i] = Mix(seed += 0x9E3779B97F4A7C15);
    }

    /// <summary>From 0 up to and without the limit.</summary>
    public int Below(int limit) => (int)((NextBits() >> 33) * (ulong)limit >> 31);

    /// <summary>From the first to the last, both included.</summary>
    public int Between(int first, int last) => first + Below(last - first + 1);

    /// <summary>True in so many of 1,000 draws.</summary>
    public bool PerMille(int chance) => Below(1_000) < chance;

    /// <summary>A time that is mostly near the least and sometimes, once in ten, far out.</summary>
    public TimeSpan Delay(int leastMicroseconds, int mostMicroseconds)
    {
        var span = mostMicroseconds - leastMicroseconds;
        var part = Below(10) == 0 ? span : Math.Max(1, span / 8);
        return TimeSpan.FromMicroseconds(leastMicroseconds + Below(part + 1));
    }

    /// <summary>64 bits.</summary>
    public ulong NextBits()
    {
        var result = BitOperations.RotateLeft(_state[1] * 5, 7) * 9;
        var shifted = _state[1] << 17;
        _state[2] ^= _state[0];
        _state[3] ^= _state[1];
        _state[1] ^= _state[2];
        _state[0] ^= _state[3];
        _state[2] ^= shifted;
        _state[3] = BitOperations.RotateLeft(_state[3], 45);
        return result;
    }

    private static ulong Mix(ulong value)
    {
        value = (value ^ (value >> 30)) * 0xBF58476D1CE4E5B9;
        value = (value ^ (value >> 27)) * 0x94D049BB133111EB;
        return value ^ (value >> 31);
    }
}
