-- Takes away the chunks of a snapshot that is garbage. In one step: a chunk that comes between would stay for good.
-- KEYS: chunks, garbage. ARGV: token.
if redis.call('SREM', KEYS[2], ARGV[1]) == 1 then redis.call('UNLINK', KEYS[1]) end
return {'ok'}
