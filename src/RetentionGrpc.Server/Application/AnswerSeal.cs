using System.Security.Cryptography;

namespace RetentionGrpc.Server.Application;

/// <summary>
/// Encrypts what is kept of answers outside of the partitions, by AES-256-GCM under a key that is in this process' memory alone. A key that
/// is thrown away takes with it all that was sealed under it, wherever it was written, copied or backed up: that is how a cache forgets.
/// </summary>
public sealed class AnswerSeal
{
    private const int KeyBytes = 32;
    private const int NonceBytes = 12;
    private const int TagBytes = 16;

    private volatile byte[] _key = RandomNumberGenerator.GetBytes(KeyBytes);

    /// <summary>
    /// The key of now. Who seals an answer takes it before the answer is computed: what was forgotten meanwhile is then never read again.
    /// </summary>
    public byte[] Key => _key;

    /// <summary>Throws the key away: nothing that was sealed before can be read any more.</summary>
    public void Renew() => _key = RandomNumberGenerator.GetBytes(KeyBytes);

    /// <summary>Seals a value.</summary>
    /// <param name="key">The key.</param>
    /// <param name="name">What it is kept under; the value is read under no other name.</param>
    /// <param name="value">The value.</param>
    public static byte[] Close(byte[] key, ReadOnlySpan<byte> name, ReadOnlySpan<byte> value)
    {
        var seal = new byte[NonceBytes + TagBytes + value.Length];
        var nonce = seal.AsSpan(0, NonceBytes);
        RandomNumberGenerator.Fill(nonce);
        using var cipher = new AesGcm(key, TagBytes);
        cipher.Encrypt(nonce, value, seal.AsSpan(NonceBytes + TagBytes), seal.AsSpan(NonceBytes, TagBytes), name);
        return seal;
    }

    /// <summary>The value of what was sealed; null if it was not, under this key and name.</summary>
    public static byte[]? Open(byte[] key, ReadOnlySpan<byte> name, ReadOnlySpan<byte> seal)
    {
        if (seal.Length < NonceBytes + TagBytes)
            return null;
        var value = new byte[seal.Length - NonceBytes - TagBytes];
        using var cipher = new AesGcm(key, TagBytes);
        try
        {
            cipher.Decrypt(seal[..NonceBytes], seal[(NonceBytes + TagBytes)..], seal.Slice(NonceBytes, TagBytes), value, name);
            return value;
        }
        catch (AuthenticationTagMismatchException)
        {
            return null;
        }
    }
}
