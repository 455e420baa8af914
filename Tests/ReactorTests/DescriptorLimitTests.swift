import Glibc
import Testing

@testable import Reactor

@Suite struct DescriptorLimitTests {
  @Test("the limit is raised as far as it may be, and never lowered")
  func raise() throws {
    var limit = rlimit()
    try #require(getrlimit(DescriptorLimit.resource, &limit) == 0)
    // One less than it was, so that there is something to raise whatever the limits are here.
    limit.rlim_cur -= 1
    try #require(setrlimit(DescriptorLimit.resource, &limit) == 0)
    let lowered = Int(limit.rlim_cur)
    #expect(DescriptorLimit.raise(to: 1) == lowered)
    #expect(DescriptorLimit.raise(to: lowered + 1) == lowered + 1)
    let most = Int(clamping: limit.rlim_max)
    #expect(DescriptorLimit.raise(to: .max) == most)
    #expect(DescriptorLimit.raise(to: 1) == most)
  }
}
