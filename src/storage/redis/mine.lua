-- A user's reactions to some messages.
-- KEYS: reacted
-- ARGV: 1 user, then the sequences of the messages
local found = {}
for at = 2, #ARGV do found[at - 1] = reactionsOf(KEYS[1], tonumber(ARGV[at]), ARGV[1]) end
return found
