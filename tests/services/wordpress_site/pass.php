<?php
// pass.php WORDPRESS POST SECONDS: what is scheduled for a post comes that much earlier, as if the time had passed.
$_SERVER['HTTP_HOST'] = '127.0.0.1';
require $argv[1] . '/wp-load.php';
[$id, $seconds] = [(int) $argv[2], (int) $argv[3]];
global $wpdb;
$wpdb->query($wpdb->prepare("UPDATE $wpdb->posts SET post_date = post_date - INTERVAL %d SECOND,
    post_date_gmt = post_date_gmt - INTERVAL %d SECOND WHERE ID = %d", $seconds, $seconds, $id));
$due = wp_next_scheduled('publish_future_post', [$id]);
wp_clear_scheduled_hook('publish_future_post', [$id]);
wp_schedule_single_event($due - $seconds, 'publish_future_post', [$id]);
