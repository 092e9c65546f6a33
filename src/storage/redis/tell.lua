-- Tells the other nodes at which a user is.
-- KEYS: on
-- ARGV: 1 node, 2 channel to publish on, 3 text
if isElsewhere(KEYS[1], ARGV[1]) then publish(ARGV[2], ARGV[3]) end
return 1
