using System.Runtime.InteropServices;
using Microsoft.Win32.SafeHandles;

namespace RetentionGrpc.Storage;

/// <summary>What the framework lacks to bring a file to the disk, and what its failures mean to the callers of the port.</summary>
internal static partial class DurableFile
{
    private const int Interrupted = 4;
    private const int TooLarge = 27;
    private const int NoSpace = 28;
    private const int NoQuotaLinux = 122;
    private const int NoQuotaMac = 69;
    private const int NoSpaceWindows = unchecked((int)0x80070070);

    /// <summary>
    /// Forces the bytes that were written to the disk, and of what the file system notes only what finding them takes: where they lie over
    /// bytes that were there before, that is nothing.
    /// </summary>
    public static void Flush(SafeFileHandle file)
    {
        if (!OperatingSystem.IsLinux())
        {
            RandomAccess.FlushToDisk(file);
            return;
        }
        while (DataSync(file) != 0)
        {
            if (Marshal.GetLastPInvokeError() is var error && error != Interrupted)
                throw new IOException($"The disk did not take what was written: {Marshal.GetLastPInvokeErrorMessage()}", error);
        }
    }

    /// <summary>Forces the names of a folder's files to the disk.</summary>
    public static void FlushFolder(string folder)
    {
        if (OperatingSystem.IsWindows())
            return;
        var descriptor = Open(folder, 0);
        if (descriptor < 0)
            throw new IOException($"'{folder}': {Marshal.GetLastPInvokeErrorMessage()}", Marshal.GetLastPInvokeError());
        var failed = Sync(descriptor) != 0;
        var error = Marshal.GetLastPInvokeError();
        _ = Close(descriptor);
        if (failed)
            throw new IOException($"The disk did not take '{folder}': {Marshal.GetPInvokeErrorMessage(error)}", error);
    }

    /// <summary>Makes the file whole or not at all, under a name that may be taken.</summary>
    public static void Write(string path, ReadOnlySpan<byte> bytes)
    {
        var temporary = path + FileNames.Unfinished;
        try
        {
            using (var file = File.OpenHandle(temporary, FileMode.Create, FileAccess.Write))
            {
                RandomAccess.Write(file, bytes, 0);
                RandomAccess.FlushToDisk(file);
            }
            Name(temporary, path);
        }
        catch
        {
            // On a full disk what it has taken is what others lack.
            if (File.Exists(temporary))
                File.Delete(temporary);
            throw;
        }
    }

    /// <summary>Gives a finished file its name, for good.</summary>
    public static void Name(string temporary, string path)
    {
        File.Move(temporary, path, overwrite: true);
        FlushFolder(Path.GetDirectoryName(path)!);
    }

    /// <summary>Whether a failure is one of files, for which <see cref="Translate"/> has words.</summary>
    public static bool IsOutage(Exception failure) => failure is IOException or UnauthorizedAccessException;

    /// <summary>What a failure means: no room, or an outage.</summary>
    public static StoreUnavailableException Translate(Exception failure, string path) =>
        failure.HResult is NoSpace or TooLarge or NoQuotaLinux or NoQuotaMac or NoSpaceWindows
            ? new StoreFullException($"There is no room to write to '{path}'. Free some space on its disk.", failure)
            : new StoreUnavailableException($"'{path}' can't be used: {failure.Message}", failure);

    [LibraryImport("libc", EntryPoint = "fdatasync", SetLastError = true)]
    private static partial int DataSync(SafeFileHandle file);

    [LibraryImport("libc", EntryPoint = "open", SetLastError = true, StringMarshalling = StringMarshalling.Utf8)]
    private static partial int Open(string path, int flags);

    [LibraryImport("libc", EntryPoint = "fsync", SetLastError = true)]
    private static partial int Sync(int descriptor);

    [LibraryImport("libc", EntryPoint = "close")]
    private static partial int Close(int descriptor);
}
