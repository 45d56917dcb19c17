using Microsoft.Data.Sqlite;
using SQLitePCL;

namespace RetentionGrpc.Storage;

/// <summary>What an error of SQLite means to the callers of the port.</summary>
internal static class SqliteFailure
{
    /// <summary>As <see cref="Translate"/>, before anything ran: a statement that can't be prepared has lost its tables.</summary>
    public static Exception TranslateAtOpening(SqliteException failure, string file) => failure.SqliteErrorCode == raw.SQLITE_ERROR
        ? new LogCorruptException(file, $"its layout can't be read ({failure.Message})", failure)
        : Translate(failure, file);

    public static Exception Translate(SqliteException failure, string file) => failure.SqliteErrorCode switch
    {
        raw.SQLITE_FULL => new StoreFullException(
            $"There is no room to write to '{file}'. Free some space on its disk, or raise the size limit.", failure),
        raw.SQLITE_CORRUPT or raw.SQLITE_NOTADB => new LogCorruptException(file, failure.Message, failure),
        _ => new StoreUnavailableException($"'{file}' can't be used: {failure.Message}", failure),
    };
}
