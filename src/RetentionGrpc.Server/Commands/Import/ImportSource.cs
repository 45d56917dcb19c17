using System.Buffers;
using System.Security.Cryptography;
using System.Text;
using RetentionGrpc.Storage.Archives;

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
    /// <exception cref="IOException">It cannot be opened.</exception>
    /// <exception cref="InvalidDataException">It is an archive.</exception>
    public static async Task<ImportSource> OpenAsync(string name, CancellationToken cancellationToken)
    {
        var source = name == StandardInput
            ? await CopyInputAsync(cancellationToken)
            : new ImportSource(name, OpenFile(name), null);
        if (!await source.IsArchiveAsync(cancellationToken))
            return source;
        source.Dispose();
        throw new InvalidDataException(
            $"'{source.Name}' is an archive of `retention export`, with all tenants. This restores it into an empty server: "
            + $"retention import --archive {name}");
    }

    /// <summary>Opens a file that the command line names.</summary>
    /// <exception cref="IOException">It is not there, or no file.</exception>
    public static FileStream OpenFile(string name)
    {
        if (Directory.Exists(name))
            throw new IOException($"'{name}' is a folder: name the files in it.");
        try
        {
            return new FileStream(name, FileMode.Open, FileAccess.Read, FileShare.Read, 1 << 16, useAsync: true);
        }
        catch (Exception missing) when (missing is FileNotFoundException or DirectoryNotFoundException)
        {
            throw new FileNotFoundException($"there is no file '{name}'.", missing);
        }
    }

    private static async Task<ImportSource> CopyInputAsync(CancellationToken cancellationToken)
    {
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

    private async Task<bool> IsArchiveAsync(CancellationToken cancellationToken)
    {
        var beginning = new byte[ArchiveReader.Magic.Length];
        Stream.Position = 0;
        var length = await Stream.ReadAtLeastAsync(beginning, beginning.Length, throwOnEndOfStream: false, cancellationToken);
        return beginning.AsSpan(0, length).SequenceEqual(ArchiveReader.Magic);
    }

    public void Dispose()
    {
        Stream.Dispose();
        if (_temporary is not null)
            File.Delete(_temporary);
    }
}
