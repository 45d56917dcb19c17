using System.Buffers;
using System.Security.Cryptography;
using System.Text;

namespace RetentionGrpc.Server.Commands.Import;

/// <summary>A file to import; standard input is copied to a temporary one first, because its content names the producer.</summary>
internal sealed class ImportSource : IDisposable
{
    /// <summary>What stands for standard input.</summary>
    public const string StandardInput = "-";

    private readonly string? _temporary;

    private ImportSource(string name, FileStream stream, string? temporary)
    {
        Name = name;
        Stream = stream;
        _temporary = temporary;
    }

    /// <summary>What the user calls it.</summary>
    public string Name { get; }

    /// <summary>Its bytes.</summary>
    public FileStream Stream { get; }

    /// <summary>Opens a file, or copies standard input.</summary>
    public static async Task<ImportSource> OpenAsync(string name, CancellationToken cancellationToken)
    {
        if (name != StandardInput)
            return new(name, new FileStream(name, FileMode.Open, FileAccess.Read, FileShare.Read, 1 << 16, useAsync: true), null);
        var path = Path.GetTempFileName();
        var copy = new FileStream(path, FileMode.Create, FileAccess.ReadWrite, FileShare.None, 1 << 16, useAsync: true);
        var source = new ImportSource("stdin", copy, path);
        try
        {
            await using var input = Console.OpenStandardInput();
            await input.CopyToAsync(copy, cancellationToken);
            return source;
        }
        catch
        {
            source.Dispose();
            throw;
        }
    }

    /// <summary>
    /// Names the sender of this content under this mapping for this tenant: the same again has the same name and the same batches, so the
    /// server knows them for duplicates. In hexadecimal, 64 digits.
    /// </summary>
    public async Task<string> ProducerIdAsync(string mapping, CancellationToken cancellationToken)
    {
        using var hash = IncrementalHash.CreateHash(HashAlgorithmName.SHA256);
        var head = Encoding.UTF8.GetBytes(mapping);
        hash.AppendData(BitConverter.GetBytes(head.Length));
        hash.AppendData(head);
        var buffer = ArrayPool<byte>.Shared.Rent(1 << 16);
        Stream.Position = 0;
        for (int read; (read = await Stream.ReadAsync(buffer, cancellationToken)) > 0;)
            hash.AppendData(buffer, 0, read);
        ArrayPool<byte>.Shared.Return(buffer);
        return Convert.ToHexStringLower(hash.GetHashAndReset());
    }

    /// <summary>Reads it as text from the beginning; bytes that are no UTF-8 become U+FFFD.</summary>
    public StreamReader ReadText()
    {
        Stream.Position = 0;
        return new StreamReader(Stream, Encoding.UTF8, detectEncodingFromByteOrderMarks: true, bufferSize: 1 << 16, leaveOpen: true);
    }

    public void Dispose()
    {
        Stream.Dispose();
        if (_temporary is not null)
            File.Delete(_temporary);
    }
}
