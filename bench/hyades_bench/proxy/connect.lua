-- A workload for sysbench: each event logs in, asks for one value and leaves.

function thread_init()
   driver = sysbench.sql.driver()
end

function event()
   local connection = driver:connect()
   connection:query("SELECT 1")
   connection:disconnect()
end
