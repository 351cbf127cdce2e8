#include "server/http/metrics.hpp"

#include <algorithm>
#include <prometheus/metric_family.h>
#include <prometheus/text_serializer.h>

namespace jingwei::server {

namespace {

using prometheus::ClientMetric;
using prometheus::MetricFamily;
using prometheus::MetricType;

MetricFamily family(std::string name, std::string help, MetricType type) {
    MetricFamily out;
    out.name = std::move(name);
    out.help = std::move(help);
    out.type = type;
    return out;
}

MetricFamily single(std::string name, std::string help, MetricType type, double value) {
    MetricFamily out = family(std::move(name), std::move(help), type);
    ClientMetric metric;
    (type == MetricType::Counter ? metric.counter.value : metric.gauge.value) = value;
    out.metric.push_back(std::move(metric));
    return out;
}

ClientMetric counter(std::vector<ClientMetric::Label> labels, std::uint64_t value) {
    ClientMetric metric;
    metric.label = std::move(labels);
    metric.counter.value = static_cast<double>(value);
    return metric;
}

} // namespace

Metrics::Metrics(std::vector<std::string> route_names) {
    route_names.emplace_back("none");
    for (std::string &name : route_names) {
        m_routes.push_back(std::make_unique<RouteCounters>());
        m_routes.back()->name = std::move(name);
    }
}

void Metrics::count_request(std::size_t route, int status, std::size_t bytes, std::chrono::nanoseconds took) {
    RouteCounters &counters = *m_routes[route];
    const double seconds = std::chrono::duration<double>(took).count();
    const auto bucket = static_cast<std::size_t>(std::ranges::lower_bound(bucket_bounds_s, seconds) - bucket_bounds_s.begin());
    constexpr auto relaxed = std::memory_order_relaxed;
    counters.by_class[static_cast<std::size_t>(std::clamp(status / 100, 1, 5))].fetch_add(1, relaxed);
    counters.buckets[bucket].fetch_add(1, relaxed);
    counters.bytes.fetch_add(bytes, relaxed);
    counters.nanoseconds.fetch_add(static_cast<std::uint64_t>(took.count()), relaxed);
}

void Metrics::add_gauge(std::string name, std::string help, std::function<double()> read) {
    m_gauges.push_back({std::move(name), std::move(help), std::move(read)});
}

std::string Metrics::text() const {
    std::vector<MetricFamily> families;
    families.push_back(single("jingwei_connections_accepted_total", "Connections accepted", MetricType::Counter,
                              static_cast<double>(connections_accepted.load())));
    families.push_back(single("jingwei_connections_open", "Connections open now", MetricType::Gauge,
                              static_cast<double>(connections_open.load())));
    families.push_back(single("jingwei_connections_refused_total", "Connections closed at once because there are too many",
                              MetricType::Counter, static_cast<double>(connections_refused.load())));
    families.push_back(single("jingwei_requests_malformed_total", "Requests refused for their framing", MetricType::Counter,
                              static_cast<double>(requests_malformed.load())));
    families.push_back(single("jingwei_requests_too_busy_total", "Requests refused because the workers' queue was full",
                              MetricType::Counter, static_cast<double>(requests_too_busy.load())));
    MetricFamily requests =
        family("jingwei_requests_total", "Requests answered, by route and status class", MetricType::Counter);
    MetricFamily bytes = family("jingwei_response_bytes_total", "Body bytes sent, by route", MetricType::Counter);
    MetricFamily took =
        family("jingwei_request_seconds", "Time from the last byte of a request to its answer handed to the system",
               MetricType::Histogram);
    for (const auto &route : m_routes) {
        ClientMetric histogram;
        histogram.label = {{"route", route->name}};
        std::uint64_t total = 0;
        for (std::size_t i = 0; i < route->buckets.size(); ++i) {
            total += route->buckets[i].load(std::memory_order_relaxed);
            if (i < bucket_bounds_s.size()) {
                histogram.histogram.bucket.push_back({total, bucket_bounds_s[i]});
            }
        }
        if (total == 0) {
            continue;
        }
        histogram.histogram.sample_count = total;
        histogram.histogram.sample_sum = static_cast<double>(route->nanoseconds.load()) * 1e-9;
        took.metric.push_back(std::move(histogram));
        for (std::size_t c = 1; c < route->by_class.size(); ++c) {
            if (const auto n = route->by_class[c].load(); n > 0) {
                requests.metric.push_back(counter({{"route", route->name}, {"class", std::to_string(c) + "xx"}}, n));
            }
        }
        bytes.metric.push_back(counter({{"route", route->name}}, route->bytes.load()));
    }
    families.push_back(std::move(requests));
    families.push_back(std::move(bytes));
    families.push_back(std::move(took));
    for (const Gauge &gauge : m_gauges) {
        families.push_back(single(gauge.name, gauge.help, MetricType::Gauge, gauge.read()));
    }
    return prometheus::TextSerializer().Serialize(families);
}

} // namespace jingwei::server
