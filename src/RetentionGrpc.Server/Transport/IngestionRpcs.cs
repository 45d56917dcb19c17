namespace RetentionGrpc.Server.Transport;

/// <summary>Answers the rpcs of <c>IngestionService</c>; one file each.</summary>
internal sealed partial class IngestionRpcs(IngestionServices services) : IngestionRpcsBase;
