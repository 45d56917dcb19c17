-- Makes a snapshot whose chunks are written one that is kept, and the oldest garbage where there are too many.
-- KEYS: head, log, snapshots, garbage, chunks. ARGV: identity, head, its place, sequence, token, count of chunks, manifest, kept snapshots.
-- Returns {'ok'}; {'stands'} where this head has one; {'refused'} where the log has not had the head or a newer one stands; {'gone'}.
local log = redis.call('HMGET', KEYS[1], 'id', 'head', 'trimmed')
if log[1] ~= ARGV[1] then return {'gone'} end
if redis.call('HEXISTS', KEYS[3], ARGV[2]) == 1 then return {'stands'} end
local kept = redis.call('HGETALL', KEYS[3])
local sequence = tonumber(ARGV[4])
local function sequenceOf(head)
  local high, low = struct.unpack('>I4I4', string.sub(head, 9))
  return high * 4294967296 + low
end
local oldest
for i = 1, #kept, 2 do
  local other = sequenceOf(kept[i])
  if other >= sequence then return {'refused'} end
  if not oldest or other < sequenceOf(kept[oldest]) then oldest = i end
end
local isOfLog = log[2] == ARGV[2] or log[3] == ARGV[2]
if not isOfLog and sequence > sequenceOf(log[3]) then
  local entry = redis.call('XRANGE', KEYS[2], ARGV[3], ARGV[3])[1]
  isOfLog = entry and entry[2][2] == ARGV[2]
end
if not isOfLog then return {'refused'} end
if ARGV[6] == '' then return {'due'} end
if redis.call('HLEN', KEYS[5]) ~= tonumber(ARGV[6]) then return {'gone'} end
redis.call('HSET', KEYS[3], ARGV[2], ARGV[7])
redis.call('SREM', KEYS[4], ARGV[5])
if #kept / 2 >= tonumber(ARGV[8]) then
  redis.call('HDEL', KEYS[3], kept[oldest])
  redis.call('SADD', KEYS[4], string.sub(kept[oldest + 1], 1, 32))
end
return {'ok'}
