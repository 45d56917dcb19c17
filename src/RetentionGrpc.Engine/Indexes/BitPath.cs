namespace RetentionGrpc.Engine.Indexes;

/// <summary>By which of the processor's instructions words of bits are worked on; all come to the same.</summary>
public enum BitPath
{
    /// <summary>64 bits at a time: every processor.</summary>
    Scalar = 0,

    /// <summary>256 bits at a time: AVX2.</summary>
    Vector256 = 1,

    /// <summary>512 bits at a time: AVX-512 with BW and VBMI2.</summary>
    Vector512 = 2,
}
