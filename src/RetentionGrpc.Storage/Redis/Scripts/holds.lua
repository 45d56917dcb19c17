-- Whether the log has a head: its own, that of the newest trimmed entry, or that of an entry that can be read.
-- KEYS: head, log. ARGV: identity, head, place of its entry.
-- Returns {'ok'}, {'no'}, or {'gone'} or {'foreign'} where it is not the log that was opened.
local found = redis.call('HMGET', KEYS[1], 'id', 'head', 'trimmed')
if not found[2] then return {'gone'} end
if found[1] ~= ARGV[1] then return {'foreign'} end
if found[2] == ARGV[2] or found[3] == ARGV[2] then return {'ok'} end
local entry = redis.call('XRANGE', KEYS[2], ARGV[3], ARGV[3])[1]
if entry and entry[2][2] == ARGV[2] then return {'ok'} end
return {'no'}
