using System.Text;
using RetentionGrpc.Engine.Calendar;
using RetentionGrpc.Engine.DeadLetters;
using RetentionGrpc.Engine.Events;
using RetentionGrpc.Engine.Tenants;

namespace RetentionGrpc.Engine.Entries;

/// <summary>
/// Reads what <see cref="EntryWriter"/> wrote. The log's checksums guard the bytes, so a malformed entry is a bug: it throws.
/// </summary>
public ref struct EntryReader
{
    private WireReader _reader;

    /// <summary>Reads the head of an entry.</summary>
    /// <exception cref="InvalidDataException">The entry's format is not known.</exception>
    public EntryReader(ReadOnlySpan<byte> entry)
    {
        _reader = new WireReader(entry);
        var version = _reader.ReadVarint();
        if (_reader.Failed || version != EntryWriter.Version)
            throw new InvalidDataException($"Log entry of format {version}; this version reads format {EntryWriter.Version} only.");
        var kind = _reader.ReadVarint();
        Kind = kind <= (ulong)EntryKind.RestoreEnd ? (EntryKind)kind : default;
        ReceivedMs = ReadTime();
        if (Kind == default)
            throw new InvalidDataException($"Log entry of unknown kind {kind}.");
    }

    /// <summary>What the entry holds.</summary>
    public EntryKind Kind { get; }

    /// <summary>The log's time: when the entry was made.</summary>
    public long ReceivedMs { get; }

    /// <summary>How many sub-batches follow.</summary>
    public int ReadSubBatchCount() => ReadCount();

    /// <summary>Reads the head of the next sub-batch.</summary>
    public SubBatchHeader ReadSubBatch(out int eventCount)
    {
        var header = new SubBatchHeader(ReadText(), ReadText(), ReadLong(), ReadLong(), ReadLong());
        eventCount = ReadCount();
        return header;
    }

    /// <summary>Reads the next event of the sub-batch.</summary>
    public ReadOnlySpan<byte> ReadEvent(out int index, out RejectionReason reason)
    {
        index = ReadCount();
        reason = (RejectionReason)ReadCount();
        return Checked(_reader.ReadBytes());
    }

    /// <summary>Reads a tenant's settings.</summary>
    public TenantSettings ReadTenant()
    {
        var settings = new TenantSettings
        {
            TenantId = ReadText(),
            TimeZone = ReadText(),
            WeekStart = (WeekStart)ReadCount(),
            Currency = ReadText(),
            PausePolicy = (PausePolicy)ReadCount(),
            CancellationPolicy = (CancellationPolicy)ReadCount(),
            EarliestEventMs = ReadTime(),
            CreatedMs = ReadTime(),
        };
        var properties = new string[ReadCount()];
        for (var i = 0; i < properties.Length; i++)
            properties[i] = ReadText();
        return DeclarationBytes.AddTo(settings with { EventProperties = properties }, Checked(_reader.ReadBytes()))
            ?? throw new InvalidDataException("A tenant's declarations are malformed although the log entry's checksum holds.");
    }

    /// <summary>Reads whose rejected events are to count, and how many keys follow.</summary>
    public string ReadReingest(out int keyCount)
    {
        var tenantId = ReadText();
        keyCount = ReadCount();
        return tenantId;
    }

    /// <summary>Reads the next key of a rejected event.</summary>
    public RejectedEventKey ReadRejectedEventKey() => new(ReadLong(), ReadCount(), ReadCount());

    /// <summary>Reads the id of the term that begins.</summary>
    public ulong ReadTerm()
    {
        var id = _reader.ReadVarint();
        Check();
        return id;
    }

    /// <summary>Reads whose customer is forgotten, when that was asked for, and its id.</summary>
    public string ReadErase(out long erasedMs, out ReadOnlySpan<byte> customerId)
    {
        var tenantId = ReadText();
        erasedMs = ReadTime();
        customerId = Checked(_reader.ReadBytes());
        return tenantId;
    }

    /// <summary>Reads which tenant is forgotten.</summary>
    public string ReadDeleteTenant() => ReadText();

    /// <summary>Reads a piece of a state, and which restore it belongs to.</summary>
    public ReadOnlySpan<byte> ReadRestorePart(out ulong restoreId)
    {
        restoreId = _reader.ReadVarint();
        return Checked(_reader.ReadBytes());
    }

    /// <summary>Reads which restore ends, and whether its pieces take the place of the state.</summary>
    public ulong ReadRestoreEnd(out bool isKept)
    {
        var restoreId = _reader.ReadVarint();
        isKept = ReadCount() == 1;
        return restoreId;
    }

    private long ReadTime()
    {
        var raw = _reader.ReadVarint();
        return unchecked((long)(raw >> 1) ^ -(long)(raw & 1));
    }

    private long ReadLong()
    {
        var number = _reader.ReadInt64();
        Check();
        return number;
    }

    private int ReadCount() => (int)ReadLong();

    private string ReadText() => Encoding.UTF8.GetString(Checked(_reader.ReadBytes()));

    private readonly ReadOnlySpan<byte> Checked(ReadOnlySpan<byte> bytes)
    {
        Check();
        return bytes;
    }

    private readonly void Check()
    {
        if (_reader.Failed)
            throw new InvalidDataException("A log entry is cut or malformed although its checksum holds.");
    }
}
