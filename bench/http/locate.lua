-- Random points over a box, prepared before the clock starts.
--   wrk -s locate.lua URL -- min_lon min_lat max_lon max_lat [pause in ms of a connection between two requests]
local requests, next_request = {}, 0

function init(args)
  local min_lon, min_lat, max_lon, max_lat = tonumber(args[1]), tonumber(args[2]), tonumber(args[3]), tonumber(args[4])
  math.randomseed(20151)
  for i = 1, 50000 do
    local lon = min_lon + math.random() * (max_lon - min_lon)
    local lat = min_lat + math.random() * (max_lat - min_lat)
    requests[i] = wrk.format("GET", string.format("/v1/locate?lon=%.7f&lat=%.7f", lon, lat))
  end
  local pause = tonumber(args[5])
  if pause then
    function delay() return math.random(0, 2 * pause) end
  end
end

function request()
  next_request = next_request % #requests + 1
  return requests[next_request]
end
