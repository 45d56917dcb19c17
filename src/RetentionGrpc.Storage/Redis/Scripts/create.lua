-- Makes the empty log of a partition where there is none.
-- KEYS: head. ARGV: identity.
-- Returns the identity of the log that is there.
if redis.call('EXISTS', KEYS[1]) == 0 then
  local empty = string.rep('\0', 32)
  redis.call('HSET', KEYS[1], 'id', ARGV[1], 'head', empty, 'trimmed', empty)
end
return redis.call('HGET', KEYS[1], 'id')
