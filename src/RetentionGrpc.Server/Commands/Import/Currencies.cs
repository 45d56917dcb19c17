namespace RetentionGrpc.Server.Commands.Import;

/// <summary>The decimals of currencies (ISO 4217).</summary>
internal static class Currencies
{
    private const string None = "BIF CLP DJF GNF ISK JPY KMF KRW PYG RWF UGX UYI VND VUV XAF XOF XPF";
    private const string Three = "BHD IQD JOD KWD LYD OMR TND";
    private const string Four = "CLF UYW";

    /// <summary>Digits after the point; 2 for all but the few that differ.</summary>
    public static int DecimalsOf(string currency) =>
        Holds(None, currency) ? 0 : Holds(Three, currency) ? 3 : Holds(Four, currency) ? 4 : 2;

    private static bool Holds(string codes, string currency) => codes.Split(' ').Contains(currency, StringComparer.Ordinal);
}
