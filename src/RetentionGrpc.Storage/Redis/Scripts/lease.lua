-- Takes or keeps the lease, or gives it back.
-- KEYS: lease. ARGV: owner, ms that it lasts; 0 gives it back.
-- Returns 1 where the owner has it, or has given it back, else 0.
local owner = redis.call('GET', KEYS[1])
if owner and owner ~= ARGV[1] then return 0 end
if ARGV[2] == '0' then
  redis.call('DEL', KEYS[1])
else
  redis.call('SET', KEYS[1], ARGV[1], 'PX', ARGV[2])
end
return 1
