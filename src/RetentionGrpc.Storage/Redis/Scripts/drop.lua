-- Makes a snapshot garbage, unless it is the only one that stands for trimmed entries.
-- KEYS: head, snapshots, garbage. ARGV: identity, head.
local log = redis.call('HMGET', KEYS[1], 'id', 'trimmed')
if log[1] ~= ARGV[1] then return {'gone'} end
local manifest = redis.call('HGET', KEYS[2], ARGV[2])
if not manifest then return {'ok'} end
if redis.call('HLEN', KEYS[2]) == 1 and log[2] ~= string.rep('\0', 32) then return {'refused'} end
redis.call('HDEL', KEYS[2], ARGV[2])
redis.call('SADD', KEYS[3], string.sub(manifest, 1, 32))
return {'ok'}
