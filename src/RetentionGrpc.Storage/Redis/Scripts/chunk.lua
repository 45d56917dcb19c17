-- Keeps a chunk of a snapshot that is being written, unless somebody has swept it away meanwhile.
-- KEYS: chunks, garbage. ARGV: token, number of the chunk, chunk.
if redis.call('SISMEMBER', KEYS[2], ARGV[1]) == 0 then return {'gone'} end
redis.call('HSET', KEYS[1], ARGV[2], ARGV[3])
return {'ok'}
