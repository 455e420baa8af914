import Testing

@testable import Upstream

@Suite("Health check") struct HealthCheckTests {
  @Test(
    "a status tells whether a server is there",
    arguments: [
      (200, .ready), (204, .ready), (401, .ready), (404, .ready), (429, .ready), (503, .loading),
      (500, .down),
      (502, .down), (nil, .down),
    ] as [(Int?, HealthCheck.Finding)])
  func findings(status: Int?, finding: HealthCheck.Finding) {
    #expect(HealthCheck.finding(status: status) == finding)
  }

  @Test(
    "one that is down is asked from every quarter of a second to every four, so that it is used within five of its return"
  )
  func pausesWhileDown() {
    let pauses = (1...7).map { HealthCheck.pause(afterFinding: .down, times: $0) }
    #expect(pauses == [250, 500, 1000, 2000, 4000, 4000, 4000])
    #expect(HealthCheck.pause(afterFinding: .down, times: .max) == 4000)
  }

  @Test("one that is loading is asked every second")
  func pausesWhileLoading() {
    #expect(
      (1...5).map { HealthCheck.pause(afterFinding: .loading, times: $0) } == [250, 500, 1000, 1000, 1000])
  }

  @Test("local servers are asked at the path that costs them least, vendors never")
  func questions() {
    let paths = [
      "ollama": "/api/version", "lmstudio": "/v1/models", "llama-server": "/health", "vllm": "/health",
      "sglang": "/health",
    ]
    for kind in BackendTable.own.kinds {
      let question = Backend(name: "b", kind: kind).healthQuestion
      #expect(question?.url == paths[kind.name].map { kind.url + $0 }, "\(kind.name)")
      #expect(question == nil || question?.method == "GET" && question?.allowsProxy == false)
    }
  }
}
