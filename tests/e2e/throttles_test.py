"""Each of the service's sixteen reasons for a throttle, and none: waited out, told as no error, no item lost."""

from fault_proxy import refuse, throttle
from faults_test import Faults

PROVISIONED, ON_DEMAND, ACCOUNT = "ProvisionedThroughputExceededException", "ThrottlingException", "RequestLimitExceeded"


class WriteThrottles(Faults):
    """Of BatchWriteItem."""

    def waited_out(self, code, reason):
        self.survives("BatchWriteItem", throttle(code, reason), times=8)

    def test_table_write_provisioned_throughput_exceeded(self):
        self.waited_out(PROVISIONED, "TableWriteProvisionedThroughputExceeded")

    def test_table_write_account_limit_exceeded(self):
        self.waited_out(ACCOUNT, "TableWriteAccountLimitExceeded")

    def test_table_write_key_range_throughput_exceeded(self):
        self.waited_out(ON_DEMAND, "TableWriteKeyRangeThroughputExceeded")

    def test_table_write_max_on_demand_throughput_exceeded(self):
        self.waited_out(ON_DEMAND, "TableWriteMaxOnDemandThroughputExceeded")

    def test_index_write_provisioned_throughput_exceeded(self):
        self.waited_out(PROVISIONED, "IndexWriteProvisionedThroughputExceeded")

    def test_index_write_account_limit_exceeded(self):
        self.waited_out(ON_DEMAND, "IndexWriteAccountLimitExceeded")

    def test_index_write_key_range_throughput_exceeded(self):
        self.waited_out(PROVISIONED, "IndexWriteKeyRangeThroughputExceeded")

    def test_index_write_max_on_demand_throughput_exceeded(self):
        self.waited_out(ON_DEMAND, "IndexWriteMaxOnDemandThroughputExceeded")

    def test_a_write_throttled_without_a_reason(self):
        self.survives("BatchWriteItem", refuse("ThrottlingException", "Rate exceeded"))


class ReadThrottles(Faults):
    """Of Scan. A Scan of a table has nothing to do with an index's capacity; should the service say so, it is a
    throttle like any other."""

    def waited_out(self, code, reason):
        self.survives("Scan", throttle(code, reason), source=True, first=1, times=6)

    def test_table_read_provisioned_throughput_exceeded(self):
        self.waited_out(PROVISIONED, "TableReadProvisionedThroughputExceeded")

    def test_table_read_account_limit_exceeded(self):
        self.waited_out(ACCOUNT, "TableReadAccountLimitExceeded")

    def test_table_read_key_range_throughput_exceeded(self):
        self.waited_out(ON_DEMAND, "TableReadKeyRangeThroughputExceeded")

    def test_table_read_max_on_demand_throughput_exceeded(self):
        self.waited_out(ON_DEMAND, "TableReadMaxOnDemandThroughputExceeded")

    def test_index_read_provisioned_throughput_exceeded(self):
        self.waited_out(PROVISIONED, "IndexReadProvisionedThroughputExceeded")

    def test_index_read_account_limit_exceeded(self):
        self.waited_out(ON_DEMAND, "IndexReadAccountLimitExceeded")

    def test_index_read_key_range_throughput_exceeded(self):
        self.waited_out(PROVISIONED, "IndexReadKeyRangeThroughputExceeded")

    def test_index_read_max_on_demand_throughput_exceeded(self):
        self.waited_out(ON_DEMAND, "IndexReadMaxOnDemandThroughputExceeded")

    def test_a_read_throttled_without_a_reason(self):
        self.survives("Scan", refuse("ThrottlingException", "Rate exceeded"), source=True, first=1, times=4)
