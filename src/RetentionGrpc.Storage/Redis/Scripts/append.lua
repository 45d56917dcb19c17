-- Appends an entry if the log's head is the expected one, whose epoch may be higher.
-- KEYS: head, log. ARGV: identity, expected head, new head, place of the entry, payload.
-- Returns {'ok'}, or {'head', the head found}, or {'gone'} or {'foreign'} where it is not the log that was opened.
local found = redis.call('HMGET', KEYS[1], 'id', 'head')
if not found[2] then return {'gone'} end
if found[1] ~= ARGV[1] then return {'foreign'} end
local high, low = struct.unpack('>i4I4', found[2])
local newHigh, newLow = struct.unpack('>i4I4', ARGV[2])
local isOlder = newHigh < high or (newHigh == high and newLow < low)
if isOlder or string.sub(found[2], 9) ~= string.sub(ARGV[2], 9) then return {'head', found[2]} end
redis.call('XADD', KEYS[2], ARGV[4], 'h', ARGV[3], 'p', ARGV[5])
redis.call('HSET', KEYS[1], 'head', ARGV[3])
return {'ok'}
