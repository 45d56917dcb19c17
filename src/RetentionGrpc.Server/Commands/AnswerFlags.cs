using System.CommandLine;
using RetentionGrpc.Server.Hosting;

namespace RetentionGrpc.Server.Commands;

/// <summary>
/// The options of serving that say whether answers are kept. What is not given on the command line may stand in appsettings.json or the
/// environment, as what <see cref="RedisFlags"/> reads.
/// </summary>
internal sealed class AnswerFlags
{
    private const string Section = "Answers:";

    private readonly Option<string?> _cache = new("--answer-cache")
    {
        Description = "Whether answers about the past that take long are kept, in Redis where the data is, else in memory: on or off. "
            + "Default: on.",
        HelpName = "on|off",
    };

    private readonly Option<long?> _bytes = new("--answer-cache-bytes")
    {
        Description = $"Bytes of answers that are kept in an hour. Default: {new ServeOptions().AnswerBytes}.",
        HelpName = "BYTES",
    };

    /// <summary>Gives the options what may be said.</summary>
    public AnswerFlags() => _cache.AcceptOnlyFromAmong("on", "off");

    /// <summary>Gives a command the options.</summary>
    public void AddTo(Command command)
    {
        command.Add(_cache);
        command.Add(_bytes);
    }

    /// <summary>The options with what was given.</summary>
    public ServeOptions Read(ServeOptions options, ParseResult parsed) => Read(options, parsed, RedisFlags.ReadSettings());

    /// <summary>The options with what was given, the command line before the settings.</summary>
    internal ServeOptions Read(ServeOptions options, ParseResult parsed, IConfiguration settings) => options with
    {
        KeepsAnswers = (parsed.GetValue(_cache) ?? settings[Section + "Cache"]) is not "off",
        AnswerBytes = parsed.GetValue(_bytes) ?? settings.GetValue<long?>(Section + "CacheBytes") ?? options.AnswerBytes,
    };
}
