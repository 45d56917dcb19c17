using System.CommandLine;
using RetentionGrpc.Server.Hosting;

namespace RetentionGrpc.Server.Commands;

/// <summary>The options of serving that say how much room the data may take, on disk and in memory.</summary>
internal sealed class DurabilityFlags
{
    private static readonly ServeOptions Defaults = new();

    private readonly Option<long?> _memoryLimit = new("--memory-limit")
    {
        Description = "Bytes of memory above which events are refused, and queries go on. Default: three quarters of the machine's memory.",
        HelpName = "BYTES",
    };

    private readonly Option<long> _snapshotBytes = new("--snapshot-bytes")
    {
        Description = "Bytes of a partition's log after which a snapshot is taken, which the next start then begins with.",
        HelpName = "BYTES",
        DefaultValueFactory = _ => Defaults.SnapshotBytes,
    };

    private readonly Option<long?> _storeBytes = new("--store-limit")
    {
        Description = "Bytes that the data files may take. Default: what the disk has.",
        HelpName = "BYTES",
    };

    private readonly Option<long> _storeReserve = new("--store-reserve")
    {
        Description = "Bytes of the room that events leave to snapshots, which make a full log shorter.",
        HelpName = "BYTES",
        DefaultValueFactory = _ => Defaults.StoreReserve,
    };

    /// <summary>Gives a command the options.</summary>
    public void AddTo(Command command)
    {
        Option[] all = [_memoryLimit, _snapshotBytes, _storeBytes, _storeReserve];
        Array.ForEach(all, command.Add);
    }

    /// <summary>The options with what was given.</summary>
    public ServeOptions Read(ServeOptions options, ParseResult parsed) => options with
    {
        MemoryLimit = parsed.GetValue(_memoryLimit),
        SnapshotBytes = parsed.GetValue(_snapshotBytes),
        StoreBytes = parsed.GetValue(_storeBytes),
        StoreReserve = parsed.GetValue(_storeReserve),
    };
}
