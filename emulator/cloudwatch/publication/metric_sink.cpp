// Dimension sets: made when somebody publishes for the first time, and looked up no more.
#include "emulator/cloudwatch/publication/metric_sink.hpp"

#include <algorithm>
#include <cmath>

namespace borealis::emulator {

namespace {

metric_id id_of(const dimension_set& set, published metric) {
    const auto& definition = definition_of(metric);
    return {set.where, std::string(definition.name_space), std::string(definition.name), set.dimensions};
}

void add_to(metric_store& store, dimension_set& set, published metric, timestamp_ms at, double value) {
    if (set.epoch != store.epoch()) {
        set.series = {};
        set.epoch = store.epoch();
    }
    auto& series = set.series[static_cast<std::size_t>(metric)];
    if (!series)
        series = store.open(id_of(set, metric), definition_of(metric).unit);
    store.add(series, at, value);
}

} // namespace

void metric_sink::add(published metric, std::optional<double> value) {
    if (value && std::isfinite(*value))
        add_at(at_, metric, *value);
}

void metric_sink::add_at(timestamp_ms at, published metric, double value) {
    const bool rolls_up = definition_of(metric).name_space == aws_metrics;
    for (const auto& set : sets_) {
        add_to(store_, *set, metric, at, value);
        if (!rolls_up)
            return;
    }
}

bool metric_sink::told_within(published metric, timestamp_ms milliseconds) const {
    const auto newest = store_.newest(id_of(*sets_.front(), metric));
    return newest && at_ - *newest <= milliseconds;
}

metric_sink dimension_sets::of(const db_instance& instance, const db_cluster* cluster, timestamp_ms at) {
    auto& known = publications_[{instance.key(), kind::instance, {}}];
    known.batch = batch_;
    std::vector<dimension> facts{
        {"DatabaseClass", instance.instance_class},
        {"EngineName", instance.engine},
    };
    if (cluster) {
        facts.push_back({"DBClusterIdentifier", cluster->identifier});
        facts.push_back({"Role", cluster->writer == instance.identifier ? "WRITER" : "READER"});
    }
    if (known.sets.empty() || known.facts != facts) {
        known.sets = {find(instance.where, {{"DBInstanceIdentifier", instance.identifier}})};
        known.sets.push_back(find(instance.where, {facts[0]}));
        known.sets.push_back(find(instance.where, {facts[1]}));
        known.sets.push_back(find(instance.where, {}));
        if (cluster) {
            known.sets.push_back(find(instance.where, {facts[2]}));
            known.sets.push_back(find(instance.where, {facts[2], facts[3]}));
        }
        known.facts = std::move(facts);
    }
    return {store_, at, known.sets};
}

metric_sink dimension_sets::of_volume(const db_cluster& cluster, timestamp_ms at) {
    auto& known = publications_[{cluster.key(), kind::volume, {}}];
    known.batch = batch_;
    if (known.sets.empty())
        known.sets = {
            find(cluster.where, {{"DBClusterIdentifier", cluster.identifier}}),
            find(
                cluster.where, {{"DbClusterIdentifier", cluster.identifier}, {"EngineName", cluster.engine}}
            ),
        };
    return {store_, at, known.sets};
}

metric_sink dimension_sets::of_slot(const db_instance& instance, const std::string& slot, timestamp_ms at) {
    auto& known = publications_[{instance.key(), kind::slot, slot}];
    known.batch = batch_;
    if (known.sets.empty())
        known.sets = {
            find(instance.where, {{"DBInstanceIdentifier", instance.identifier}, {"SlotName", slot}})};
    return {store_, at, known.sets};
}

void dimension_sets::end_of_batch() {
    std::erase_if(publications_, [&](auto& each) { return each.second.batch != batch_; });
    std::erase_if(sets_, [](auto& each) { return each.second.expired(); });
    ++batch_;
}

dimension_sets::known_set dimension_sets::find(const scope& where, std::vector<dimension> dimensions) {
    std::sort(dimensions.begin(), dimensions.end());
    auto& known = sets_[{where, dimensions}];
    auto set = known.lock();
    if (!set) {
        set = std::make_shared<dimension_set>();
        set->where = where;
        set->dimensions = std::move(dimensions);
        known = set;
    }
    return set;
}

} // namespace borealis::emulator
