-- Is a user at another node than this one, as far as the nodes have said? Where that
-- cannot be read they may be.
local function isElsewhere(on, node)
  local count = redis.pcall('HLEN', on)
  if type(count) ~= 'number' then return true end
  return count > 0 and count > redis.call('HEXISTS', on, node)
end
