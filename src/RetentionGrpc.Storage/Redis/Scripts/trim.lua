-- Takes the entries up to one out of the log, and makes the snapshots before it garbage.
-- KEYS: head, log, snapshots, garbage. ARGV: identity, sequence, its place, place of the first entry that stays.
-- Returns {'ok'}, {'refused'} where no snapshot covers them, {'gone'}.
local log = redis.call('HMGET', KEYS[1], 'id', 'trimmed')
if log[1] ~= ARGV[1] then return {'gone'} end
local function sequenceOf(head)
  local high, low = struct.unpack('>I4I4', string.sub(head, 9))
  return high * 4294967296 + low
end
local through = tonumber(ARGV[2])
if sequenceOf(log[2]) >= through then return {'ok'} end
local kept = redis.call('HGETALL', KEYS[3])
local isCovered = false
for i = 1, #kept, 2 do isCovered = isCovered or sequenceOf(kept[i]) >= through end
local entry = redis.call('XRANGE', KEYS[2], ARGV[3], ARGV[3])[1]
if not isCovered or not entry then return {'refused'} end
redis.call('HSET', KEYS[1], 'trimmed', entry[2][2])
redis.call('XTRIM', KEYS[2], 'MINID', '=', ARGV[4])
for i = 1, #kept, 2 do
  if sequenceOf(kept[i]) < through then
    redis.call('HDEL', KEYS[3], kept[i])
    redis.call('SADD', KEYS[4], string.sub(kept[i + 1], 1, 32))
  end
end
return {'ok'}
