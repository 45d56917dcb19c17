using RetentionGrpc.V1;

namespace RetentionGrpc.Server.Transport;

/// <summary>Answers the rpcs of <c>MetricsService</c>; one file each: validate and map, ask, map.</summary>
internal sealed partial class MetricsRpcs(QueryServices services) : MetricsService.MetricsServiceBase;
